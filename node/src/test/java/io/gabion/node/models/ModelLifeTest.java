package io.gabion.node.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.model.Drift;
import io.gabion.detectors.model.Family;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.node.rules.Watched.Refreshed.Kept;
import io.gabion.node.rules.Watched.Refreshed.Replaced;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.rule.ModelScores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models change under a node that goes on asking. */
class ModelLifeTest {
    private static final String DRAWN = "kq3v9xw1zt7j5hd0b2rm.com";

    @TempDir
    private Path models;

    private Family family;
    private DomainModel model;

    @BeforeEach
    void one_model() throws IOException {
        OwnModels.write(models.resolve("domain"), OwnModels.of("one", 0.9));
        family = Family.of(models, "domain");
        model = DomainModel.over(models, Duration.ofMinutes(5));
    }

    @AfterEach
    void stop() {
        model.close();
    }

    private List<ModelScores> ask() {
        return model.ask(List.of(DomainModelTest.query(1, OcsfClass.DNS_ACTIVITY, DRAWN)))
                .scored();
    }

    private List<String> versions() {
        return ask().stream().map(s -> s.model() + " " + s.version()).toList();
    }

    @Test
    void a_shadow_scores_beside_the_active_model_and_takes_its_place_when_it_is_promoted() throws IOException {
        family.shadow(OwnModels.of("two", 0.5));
        assertThat(model.refresh()).isInstanceOf(Replaced.class);
        assertThat(versions()).containsExactly("domain one", "domain/shadow two");
        assertThat(ask()).allSatisfy(scores -> assertThat(scores.flagged()).hasSize(1));

        family.promote();
        assertThat(model.refresh()).isInstanceOf(Replaced.class);
        assertThat(versions()).containsExactly("domain two");

        assertThat(family.rollBack()).isPresent();
        model.refresh();
        assertThat(versions()).containsExactly("domain one", "domain/shadow two");
    }

    @Test
    void what_they_say_is_counted() throws IOException {
        family.shadow(OwnModels.of("two", 1.1));
        model.refresh();
        ask();

        assertThat(model.standing()).hasSize(2).allSatisfy(state -> {
            assertThat(state.path("asked").asInt()).isEqualTo(1);
            assertThat(state.path("drifts").asBoolean()).isFalse();
        });
        assertThat(model.standing().getFirst().path("flagged").asInt()).isEqualTo(1);
        assertThat(model.standing().getLast().path("flagged").asInt()).isZero();
    }

    /** Under the names that the metrics read. */
    @Test
    void a_model_whose_world_has_changed_says_so_with_the_figures() {
        for (int i = 0; i < 1_500; i++) {
            model.ask(List.of(DomainModelTest.query(i, OcsfClass.DNS_ACTIVITY, "xxxxxxxxxxxxxxxxxxxx" + i + ".com")));
        }

        var state = model.standing().getFirst();
        assertThat(state.path("drifts").asBoolean()).isTrue();
        assertThat(state.path("psi").path("score").asDouble()).isGreaterThan(Drift.RED);
        assertThat(state.path("alarms")).isNotEmpty();
    }

    @Test
    void corrupt_weights_do_not_replace_the_last_good_model() throws IOException {
        var weights = models.resolve("domain").resolve(ModelFolder.WEIGHTS);
        Files.write(weights, "not the weights".getBytes(StandardCharsets.UTF_8));

        assertThat(model.refresh())
                .isInstanceOfSatisfying(
                        Kept.class, kept -> assertThat(kept.reason()).contains(ModelFolder.WEIGHTS));
        assertThat(versions()).containsExactly("domain one");
        assertThat(ask().getFirst().without()).isEmpty();
    }

    @Test
    void a_model_of_other_features_does_not_replace_the_last_good_model() throws IOException {
        var card = models.resolve("domain").resolve(ModelFolder.CARD);
        Files.writeString(card, Files.readString(card).replace("domain 2:", "domain 3:"));

        assertThat(model.refresh())
                .isInstanceOfSatisfying(
                        Kept.class, kept -> assertThat(kept.reason()).contains("domain 3:"));
        assertThat(versions()).containsExactly("domain one");
    }

    @Test
    void a_life_that_cannot_be_read_does_not_replace_the_last_good_model() throws IOException {
        Files.writeString(models.resolve("domain").resolve(Family.LIFE), "{");

        assertThat(model.refresh()).isInstanceOf(Kept.class);
        assertThat(versions()).containsExactly("domain one");
    }

    @Test
    void whoever_asks_while_models_change_is_answered_by_one_of_them() throws IOException {
        family.shadow(OwnModels.of("two", 0.5));
        model.refresh();
        var done = new AtomicBoolean();
        var asking = CompletableFuture.supplyAsync(() -> {
            var heard = new ArrayList<ModelScores>();
            while (!done.get()) {
                heard.add(ask().getFirst());
            }
            return heard;
        });
        for (int i = 0; i < 4; i++) {
            family.promote();
            model.refresh();
            assertThat(family.rollBack()).isPresent();
            model.refresh();
        }
        done.set(true);

        assertThat(asking.join()).isNotEmpty().allSatisfy(scores -> {
            assertThat(scores.without()).isEmpty();
            assertThat(scores.version()).isIn("one", "two");
        });
    }
}
