"""Run the migrations of one schema on the connection that `helpline.migrate` hands over."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table_schema=context.config.attributes["schema"], include_schemas=True)
with context.begin_transaction():
    context.run_migrations()
