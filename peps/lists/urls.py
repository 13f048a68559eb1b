from django.urls import path

from peps.lists.views import board, task_list

urlpatterns = [
    path("plans/", board.Board.as_view(), name="board"),
    path("plans/<slug:pep_ref>/", task_list.TaskList.as_view(), name="task_list"),
]
