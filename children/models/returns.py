from django.db import models


class YearlyOutcome(models.Model):
    """What the yearly return (OC2) says of a child for the year that ended on 31 March: the carers' SDQ and health."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="yearly_outcomes")
    year_end_date = models.DateField("31 March of the return")
    sdq_score = models.PositiveSmallIntegerField("carers' total difficulties, 0 to 40", null=True, blank=True)
    sdq_reason = models.CharField("why there is no score", max_length=4, blank=True)
    was_convicted = models.BooleanField(null=True, blank=True)
    had_health_check = models.BooleanField(null=True, blank=True)
    immunisations_up_to_date = models.BooleanField(null=True, blank=True)
    saw_a_dentist = models.BooleanField(null=True, blank=True)
    had_health_assessment = models.BooleanField(null=True, blank=True)
    has_substance_problem = models.BooleanField(null=True, blank=True)
    received_intervention = models.BooleanField(null=True, blank=True)
    was_offered_intervention = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["year_end_date"]
        constraints = [
            models.UniqueConstraint(fields=["child", "year_end_date"], name="one_outcome_a_child_and_year"),
            models.CheckConstraint(
                name="a_score_or_a_reason_never_both", condition=models.Q(sdq_score=None) | models.Q(sdq_reason="")
            ),
            models.CheckConstraint(
                name="sdq_score_from_0_to_40", condition=models.Q(sdq_score=None) | models.Q(sdq_score__lte=40)
            ),
        ]

    def __str__(self) -> str:
        return f"year to {self.year_end_date}"
