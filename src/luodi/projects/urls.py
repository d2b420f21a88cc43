"""Addresses of projects."""

from __future__ import annotations

from django.urls import path

from luodi.projects.views import facts, heads, maps, papers, people, project

urlpatterns = [
    path("add", heads.add, name="projects_add"),
    path("<slug:code>", project.project, name="projects_project"),
    path("<slug:code>/done", project.done, name="projects_timeline"),
    path("<slug:code>/change", heads.change, name="projects_change"),
    path("<slug:code>/move", heads.move, name="projects_move"),
    path("<slug:code>/back", heads.back, name="projects_back"),
    path("<slug:code>/status", heads.status, name="projects_status"),
    path("<slug:code>/hide", heads.hide, name="projects_hide"),
    path("<slug:code>/facts", facts.groups, name="projects_facts"),
    path("<slug:code>/facts/<slug:group>", facts.group, name="projects_group"),
    path("<slug:code>/fact/<slug:attribute>", project.fact, name="projects_fact"),
    path("<slug:code>/parts/<slug:kind>", people.give, name="projects_part_give"),
    path("<slug:code>/parts/<int:part>/end", people.end, name="projects_part_end"),
    path("<slug:code>/tasks/add", people.task_add, name="projects_task_add"),
    path("<slug:code>/tasks/<int:task>/done", people.task_done, name="projects_task_done"),
    path("<slug:code>/tasks/<int:task>/hand", people.task_hand, name="projects_task_hand"),
    path("<slug:code>/notes/add", papers.note, name="projects_note"),
    path("<slug:code>/files/add", papers.file_add, name="projects_file_add"),
    path("<slug:code>/files/<int:paper>/add", papers.file_again, name="projects_file_again"),
    path("<slug:code>/files/<int:paper>/<int:number>", papers.file, name="projects_file"),
    path("<slug:code>/relate", papers.relate, name="projects_relate"),
    path("<slug:code>/unrelate/<slug:other>", papers.unrelate, name="projects_unrelate"),
    path("<slug:code>/map", maps.page, name="projects_map"),
    path("<slug:code>/map.<slug:kind>", maps.download, name="projects_map_file"),
]
