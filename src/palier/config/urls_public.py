"""Addresses of the residents' name."""

from palier.doorway import urls

urlpatterns = urls.urlpatterns
handler404 = urls.handler404
handler500 = urls.handler500
