"""A small corpus written for this project, for the demo and the tests. Places, people and events are invented."""
