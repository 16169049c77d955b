package io.gabion.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An account that somebody guessed the password of, as a replay finds it. */
final class Guessed {
    /** @return the folder of what was found, below this one */
    static String replayed(Path folder) throws IOException {
        var log = new StringBuilder();
        for (int n = 1; n <= 8; n++) {
            log.append("Jan  2 03:04:%02d web1 sshd[1%d]: Failed password for olga from 203.0.113.7 port 40000 ssh2\n"
                    .formatted(n, n));
        }
        log.append("Jan  2 03:04:20 web1 sshd[20]: Accepted password for olga from 203.0.113.7 port 40000 ssh2\n");
        var out = folder.resolve("findings").toString();
        var written = Files.writeString(folder.resolve("auth.log"), log);
        assertThat(Gabion.run("replay", "--out", out, written.toString())).isZero();
        return out;
    }

    private Guessed() {}
}
