package io.gabion.node.shell;

import java.util.LinkedHashSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets so many in at a time; the others wait in order. */
final class Gate {
    private final int most;
    private final LinkedHashSet<Pass> waiting = new LinkedHashSet<>();
    private int inside;

    Gate(int most) {
        this.most = most;
    }

    Pass pass() {
        var pass = new Pass();
        synchronized (this) {
            if (inside == most) {
                waiting.add(pass);
                return pass;
            }
            inside++;
        }
        pass.opened.complete(null);
        return pass;
    }

    private void leave(Pass pass) {
        Pass next;
        synchronized (this) {
            if (waiting.remove(pass)) {
                return;
            }
            next = waiting.isEmpty() ? null : waiting.removeFirst();
            inside -= next == null ? 1 : 0;
        }
        if (next != null) {
            next.opened.complete(null);
        }
    }

    /** To be closed, also by who never got in. */
    final class Pass {
        private final CompletableFuture<Void> opened = new CompletableFuture<>();
        private boolean closed;

        CompletionStage<Void> opened() {
            return opened;
        }

        /** As often as one likes. */
        void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            leave(this);
        }
    }
}
