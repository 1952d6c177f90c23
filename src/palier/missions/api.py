"""The door of the room of missions."""

from palier.missions.models import Mission, PerimeterEntrance, Questionnaire

__all__ = ["Mission", "PerimeterEntrance", "Questionnaire"]
