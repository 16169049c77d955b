package io.gabion.detectors.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.detectors.model.Family.Life;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelFolder.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FamilyTest {
    @TempDir
    private Path models;

    private Family family;

    @BeforeEach
    void one_model() throws IOException {
        family = Family.of(models, "names");
        SmallModel.write(models.resolve("names"), SmallModel.domain(), SmallModel.card("v1", SmallModel.domain()));
    }

    private static Checked candidate(String version) {
        return new Checked(SmallModel.card(version, SmallModel.domain()), SmallModel.domain());
    }

    private String version(String place) {
        return ((Checked) family.look(place)).card().version();
    }

    @Test
    void a_folder_without_a_life_is_the_active_model() throws IOException {
        assertThat(family.life()).isEqualTo(new Life(".", "", ""));
        assertThat(version(".")).isEqualTo("v1");
    }

    @Test
    void a_model_becomes_shadow_then_active_and_the_way_back_makes_it_shadow_again() throws IOException {
        assertThat(family.shadow(candidate("v2"))).isEqualTo(new Life(".", "v2", ""));
        assertThat(family.promote()).isEqualTo(new Life("v2", "", "."));
        assertThat(version("v2")).isEqualTo("v2");
        assertThat(family.rollBack()).contains(new Life(".", "v2", ""));
        assertThat(family.rollBack()).isEmpty();
        assertThat(Family.of(models, "names").life()).isEqualTo(new Life(".", "v2", ""));
    }

    @Test
    void the_active_model_is_not_its_own_shadow() {
        assertThatThrownBy(() -> family.shadow(candidate("v1"))).hasMessageContaining("active model already");
    }

    @Test
    void a_version_is_a_folder_of_the_family_and_nowhere_else() throws IOException {
        Files.createDirectories(models.resolve("elsewhere"));
        SmallModel.write(models.resolve("elsewhere"), SmallModel.domain(), SmallModel.card("v9", SmallModel.domain()));

        assertThat(family.look("../elsewhere")).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> family.shadow(candidate("../elsewhere"))).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "model.json"})
    void a_model_of_which_a_file_is_missing_is_refused_by_its_name(String file) throws IOException {
        Files.delete(models.resolve("names").resolve(file));

        assertThat(family.look(".")).asString().endsWith("/names: it has no " + file);
    }

    @Test
    void a_life_that_is_cut_off_is_an_error_and_a_half_written_one_is_not_looked_at() throws IOException {
        family.shadow(candidate("v2"));
        Files.writeString(models.resolve("names/life.json.next"), "{\"act");
        assertThat(family.life()).isEqualTo(new Life(".", "v2", ""));

        Files.writeString(models.resolve("names/life.json"), "{\"act");
        assertThatThrownBy(family::life).isInstanceOf(IOException.class).hasMessageContaining("life.json");
        Files.writeString(models.resolve("names/life.json"), "{\"active\":\"v1\"}");
        assertThatThrownBy(family::life).isInstanceOf(IOException.class).hasMessageContaining("life.json");
    }
}
