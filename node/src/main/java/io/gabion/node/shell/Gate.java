package io.gabion.node.shell;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets so many in at a time. Of those who wait each line has its turn, and in a line who came first: a long one holds up no other. */
final class Gate {
    private final int most;
    /** None is empty; the next one first. */
    private final SequencedMap<String, LinkedHashSet<Pass>> lines = new LinkedHashMap<>();

    private int inside;

    Gate(int most) {
        this.most = most;
    }

    Pass pass(String line) {
        var pass = new Pass(line);
        synchronized (this) {
            if (inside == most) {
                lines.computeIfAbsent(line, _ -> new LinkedHashSet<>()).add(pass);
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
            if (hasLeftLine(pass)) {
                return;
            }
            next = next();
            inside -= next == null ? 1 : 0;
        }
        if (next != null) {
            next.opened.complete(null);
        }
    }

    private boolean hasLeftLine(Pass pass) {
        var line = lines.get(pass.line);
        boolean waited = line != null && line.remove(pass);
        if (waited && line.isEmpty()) {
            lines.remove(pass.line);
        }
        return waited;
    }

    /** Null if nobody waits. */
    private Pass next() {
        var turn = lines.pollFirstEntry();
        if (turn == null) {
            return null;
        }
        var first = turn.getValue().removeFirst();
        if (!turn.getValue().isEmpty()) {
            lines.putLast(turn.getKey(), turn.getValue());
        }
        return first;
    }

    /** To be closed, also by who never got in. */
    final class Pass {
        private final String line;
        private final CompletableFuture<Void> opened = new CompletableFuture<>();
        private boolean closed;

        private Pass(String line) {
            this.line = line;
        }

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
