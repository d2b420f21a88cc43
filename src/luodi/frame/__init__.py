"""What every page stands on: the request with its day and language, headers, words for templates. Below all apps."""
