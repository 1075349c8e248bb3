"""The JSON endpoint: parameters and schemas as tables, records into JSON, errors as problem+json, OpenAPI from all of it."""
