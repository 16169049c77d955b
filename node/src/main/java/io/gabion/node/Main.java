package io.gabion.node;

import io.gabion.node.cli.Gabion;

/** Starts the command line. */
public final class Main {
    public static void main(String[] args) {
        System.exit(Gabion.run(args));
    }

    private Main() {}
}
