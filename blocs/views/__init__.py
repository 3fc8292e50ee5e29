"""Views translate a request into selectors, figures and services: pages, and the admin's own."""
