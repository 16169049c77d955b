package io.gabion.node.source;

import java.io.ByteArrayInputStream;

/** Any bytes as a connection that brings syslog: what is found in it is never longer than allowed, nor more than was sent. */
public final class FuzzFrames {
    private static final int LONGEST = 64;

    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        var total = new int[1];
        new Frames(new ByteArrayInputStream(data), LONGEST, new Frames.Sink() {
                    @Override
                    public void message(byte[] text) {
                        total[0] += text.length;
                        if (text.length > LONGEST) {
                            throw new AssertionError("a message of " + text.length);
                        }
                    }

                    @Override
                    public void fault(String reason, byte[] head) {
                        if (reason.isBlank()) {
                            throw new AssertionError("a fault without a reason");
                        }
                    }
                })
                .syslog();
        if (total[0] > data.length) {
            throw new AssertionError("more than was sent");
        }
    }

    private FuzzFrames() {}
}
