"""What the tests demand of the portal beyond each test's own sentence. Each module is a plugin of pytest."""
