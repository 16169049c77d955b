package io.gabion.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.model.Family;
import io.gabion.detectors.model.Family.Life;
import io.gabion.node.models.OwnModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLifeCommandsTest {
    @TempDir
    private Path folder;

    private Path models;
    private Path labelled;

    @BeforeEach
    void a_model_and_labelled_names() throws IOException {
        models = folder.resolve("models");
        OwnModels.write(models.resolve("domain"), OwnModels.of("one", 0.9));
        var rows = new ArrayList<String>();
        var random = new Random(1);
        var words = "water paper river garden light school house music".split(" ");
        for (int i = 0; i < 60; i++) {
            var drawn = random.ints(18, 0, 36)
                    .mapToObj(c -> Character.toString(Character.forDigit(c, 36)))
                    .reduce("", String::concat);
            rows.add("{\"domain\":\"%s.com\",\"label\":1}".formatted(drawn));
            rows.add("{\"domain\":\"%s%s.org\",\"label\":0}".formatted(words[i % 8], words[i / 8]));
        }
        labelled = Files.write(folder.resolve("labelled.jsonl"), rows);
    }

    private static String output(int code, String... arguments) {
        var said = Said.run(arguments);
        assertThat(said.exit()).isEqualTo(code);
        return said.out();
    }

    private String shadow(String version, double threshold) throws IOException {
        var own = OwnModels.write(folder.resolve(version), OwnModels.of(version, threshold));
        return output(0, "model", "shadow", own.toString(), "--models", models.toString());
    }

    private String promote(int code) {
        return output(code, "model", "promote", "domain", "--models", models.toString(), "--on", labelled.toString());
    }

    private Life life() throws IOException {
        return Family.of(models, "domain").life();
    }

    @Test
    void a_shadow_that_is_no_worse_is_promoted_and_one_command_leads_back() throws IOException {
        assertThat(shadow("two", 0.85)).contains("shadow two");
        assertThat(promote(0)).contains("active two", "previous .");
        assertThat(life()).isEqualTo(new Life("two", "", "."));
        assertThat(output(0, "model", "list", "--models", models.toString()))
                .containsPattern("domain +active +domain +two")
                .containsPattern("domain +previous +domain +one");

        assertThat(output(0, "model", "rollback", "domain", "--models", models.toString()))
                .contains("active ., shadow two");
        assertThat(life()).isEqualTo(new Life(".", "two", ""));
    }

    @Test
    void a_shadow_of_a_family_that_no_node_asks_is_told() throws IOException {
        var own = OwnModels.write(folder.resolve("two"), OwnModels.of("two", 0.85))
                .toString();
        var errors = System.err;
        var told = new ByteArrayOutputStream();
        System.setErr(new PrintStream(told));
        try {
            output(0, "model", "shadow", own, "--models", models.toString());
            assertThat(told.toString()).isEmpty();
            output(0, "model", "shadow", own, "--models", models.toString(), "--family", "domains");
        } finally {
            System.setErr(errors);
        }
        assertThat(told.toString())
                .startsWith("gabion: no node asks a model of the family domains; --family names one of domain, ");
    }

    @Test
    void a_shadow_that_finds_less_stays_one_and_it_is_said_why() throws IOException {
        shadow("blind", 1.1);

        assertThat(promote(1)).contains("not promoted: it finds 0.000 of the malicious rows");
        assertThat(life()).isEqualTo(new Life(".", "blind", ""));
    }

    @Test
    void a_shadow_that_flags_everything_stays_one() throws IOException {
        shadow("alarmist", 0);

        assertThat(promote(1)).contains("not promoted: it flags 1.0000 of the benign rows");
    }

    @Test
    void without_a_shadow_or_a_way_back_there_is_nothing_to_do() {
        assertThat(promote(1)).isEmpty();
        assertThat(output(1, "model", "rollback", "domain", "--models", models.toString()))
                .isEmpty();
    }
}
