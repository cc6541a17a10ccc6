package org.beamforge.llm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ServerSocketFactory;

/**
 * The server's side of connections: sends at once (MockWebServer writes headers and body apart,
 * which Nagle's algorithm would delay by 40 ms) and remembers every connection.
 */
final class PromptSockets extends ServerSocketFactory {
    private final List<Socket> accepted = Collections.synchronizedList(new ArrayList<>());

    /** Every connection so far, also closed ones. */
    List<Socket> accepted() {
        return accepted;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return new ServerSocket() {
            @Override
            public Socket accept() throws IOException {
                Socket socket = super.accept();
                socket.setTcpNoDelay(true);
                accepted.add(socket);
                return socket;
            }
        };
    }

    @Override
    public ServerSocket createServerSocket(int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
        throw new UnsupportedOperationException();
    }
}
