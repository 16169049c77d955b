package io.gabion.responders.connectors.isolation;

/** What runs on the hosts of the lab, in Python: everything listens on port 8080. */
final class Scripts {
    static final String SERVER = """
            import socket, threading
            s = socket.create_server(('::', 8080), family=socket.AF_INET6, dualstack_ipv6=True)
            print('ready', flush=True)
            def echo(c):
                while said := c.recv(100):
                    c.send(said)
            while True:
                threading.Thread(target=echo, args=[s.accept()[0]], daemon=True).start()
            """;
    static final String CLIENT = """
            import socket, sys
            from concurrent.futures import ThreadPoolExecutor
            def met(address):
                try:
                    socket.create_connection((address, 8080), 1)
                    return 'connected'
                except OSError as e:
                    return 'no connection: ' + str(e)
            print('\\n'.join(ThreadPoolExecutor().map(met, sys.argv[1:])))
            """;

    static final String CALLER = """
            import socket, sys
            s = socket.socket()
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.settimeout(1)
            try:
                s.bind((sys.argv[4], int(sys.argv[3])))
                s.connect((sys.argv[1], int(sys.argv[2])))
                print('connected')
            except OSError as e:
                print('no connection: ' + str(e))
            """;
    static final String TALKER = """
            import socket, sys
            c = socket.create_connection((sys.argv[1], 8080), 10)
            c.settimeout(30)
            for said in sys.stdin:
                try:
                    c.send(said.encode())
                    print('heard' if c.recv(100) else 'ended', flush=True)
                except OSError:
                    print('silence', flush=True)
                c.settimeout(2)
            """;

    private Scripts() {}
}
