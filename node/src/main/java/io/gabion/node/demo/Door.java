package io.gabion.node.demo;

import java.io.IOException;
import java.net.ServerSocket;

/** A program of its own that accepts connections on one port and says nothing, so that somebody can knock. */
public final class Door {
    /** @param args the port */
    public static void main(String[] args) throws IOException {
        try (var door = new ServerSocket(Integer.parseInt(args[0]))) {
            System.out.println("open");
            while (true) {
                door.accept().close();
            }
        }
    }

    private Door() {}
}
