package io.gabion.responders.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;

/** Any text as a playbook: {@code y} of this program, looked through as {@code lint} does, else one of CACAO. */
public final class FuzzPlaybooks {
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        var text = new String(data, 1, data.length - 1, UTF_8);
        if (data[0] == 'y') {
            for (var finding : Lint.of(text, Library.of(List.of(text)))) {
                require(finding.message());
            }
            return;
        }
        try {
            Cacao.read(text);
        } catch (IOException e) {
            require(e.getMessage());
        }
    }

    private static void require(String message) {
        if (message == null || message.isBlank()) {
            throw new AssertionError("a refusal without a reason");
        }
    }

    private FuzzPlaybooks() {}
}
