package io.gabion.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActingFileTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    private static Observation running(String image, Map<String, String> fields) {
        var o = new Events().process(0, image, "/bin/sh");
        return new Observation(
                o.source(),
                o.time(),
                o.type(),
                o.activity(),
                o.product(),
                o.assets(),
                o.actor(),
                o.process(),
                o.network(),
                o.authentication(),
                fields);
    }

    private static AssetRef file(String path) {
        return new AssetRef(Kind.FILE, "srv1:" + path + ":" + HASH);
    }

    @Test
    void a_program_that_runs_is_the_file_of_its_hash() {
        var hashes = "MD5=" + "0".repeat(32) + ",SHA256=" + HASH.toUpperCase(java.util.Locale.ROOT) + ",IMPHASH=00";
        assertThat(ActingFile.of(running("/tmp/evil", Map.of("Hashes", hashes))))
                .containsExactly(file("/tmp/evil"));
    }

    @Test
    void a_file_that_is_written_is_not_the_program_that_writes_it() {
        var fields = Map.of("TargetFilename", "/tmp/dropped", "Hash", "SHA256=" + HASH);
        assertThat(ActingFile.of(running("/usr/bin/curl", fields))).containsExactly(file("/tmp/dropped"));
    }

    @Test
    void without_a_hash_or_an_absolute_path_there_is_none() {
        assertThat(ActingFile.of(running("/tmp/evil", Map.of()))).isEmpty();
        assertThat(ActingFile.of(running("/tmp/evil", Map.of("CommandLine", "x SHA256=" + HASH))))
                .isEmpty();
        for (var path :
                new String[] {"C:\\evil.exe", "evil", "/tmp/../etc/passwd", "/tmp//a", "/a\nb", "/" + "a".repeat(200)
                }) {
            assertThat(ActingFile.of(running(path, Map.of("Hashes", "SHA256=" + HASH))))
                    .isEmpty();
        }
    }
}
