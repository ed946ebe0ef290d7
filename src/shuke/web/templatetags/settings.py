from django import template

from shuke.web.settings.work_words import task_words

register = template.Library()
register.filter("task_words", task_words)
