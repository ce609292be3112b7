"""Mail over SMTP (RFC 5321): an asyncio client that needs one round trip for each message.

options     what a channel says           replies     what a server says
tls, wire   one connection's bytes        extensions  what the server offers
auth        signing in                    connection  from the name to a signed-in connection
envelope    a message as commands         courier     messages over one connection
pool        connections over one queue    session     an event loop in a thread
worker      a session in a process        workers     several of them, as one session
sender      the ports of the rest of the product
"""
