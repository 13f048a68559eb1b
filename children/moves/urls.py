from django.urls import path

from children.moves.views import closing, moves

urlpatterns = [
    path("children/<slug:reference>/move/", moves.ProposeMove.as_view(), name="plan_move"),
    path("moves/<int:pk>/", moves.Move.as_view(), name="move"),
    path("moves/<int:pk>/asked/", moves.Consult.as_view(), name="move_consulted"),
    path("moves/<int:pk>/approval/", moves.Approve.as_view(), name="move_approved"),
    path("moves/<int:pk>/agree/", moves.Agree.as_view(), name="move_agreed"),
    path("moves/<int:pk>/withdraw/", moves.Withdraw.as_view(), name="move_withdrawn"),
    path("closing/<slug:reference>/", closing.Closing.as_view(), name="closing"),
]
