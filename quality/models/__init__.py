from quality.models.audits import Audit, AuditDraft, CriterionGrade, Point
from quality.models.proformas import Proforma

__all__ = ["Audit", "AuditDraft", "CriterionGrade", "Point", "Proforma"]
