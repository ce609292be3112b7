"""What Alembic runs to migrate: on the connection that it was given, in its transaction."""

from alembic import context

from newsletter.store.migrating import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
