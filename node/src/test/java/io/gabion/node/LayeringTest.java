package io.gabion.node;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Random;
import java.util.random.RandomGenerator;

/** The arrows between the modules, who may touch which library, and what keeps a decision repeatable. */
@AnalyzeClasses(
        packages = "io.gabion",
        importOptions = {ImportOption.DoNotIncludeTests.class, LayeringTest.NoTestJars.class})
class LayeringTest {
    private static final String[] PURE = {
        "io.gabion.node.asset..",
        "io.gabion.node.intake..",
        "io.gabion.node.cohort..",
        "io.gabion.node.correlator..",
        "io.gabion.node.incident..",
        "io.gabion.detectors..",
        "io.gabion.responders.containment..",
        "io.gabion.responders.guard..",
        "io.gabion.responders.response..",
        "io.gabion.responders.playbook.."
    };

    // Inference holds native resources; a pool is a place where work waits. Neither decides.
    private static final String[] IMPURE = {"io.gabion.detectors.model..", "io.gabion.detectors.pool.."};

    private static final String PLAYBOOKS = "io.gabion.responders.playbook..";

    @ArchTest
    static final ArchRule modules_depend_on_protocol_and_only_the_node_sees_them_all = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("protocol")
            .definedBy("io.gabion.protocol..")
            .layer("detectors")
            .definedBy("io.gabion.detectors..")
            .layer("responders")
            .definedBy("io.gabion.responders..")
            .layer("node")
            .definedBy("io.gabion.node..")
            .whereLayer("node")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("detectors")
            .mayOnlyBeAccessedByLayers("node")
            .whereLayer("responders")
            .mayOnlyBeAccessedByLayers("node")
            .whereLayer("protocol")
            .mayOnlyBeAccessedByLayers("detectors", "responders", "node");

    @ArchTest
    static final ArchRule only_the_store_speaks_to_a_database =
            onlyIn("io.gabion.node.store..", "java.sql..", "javax.sql..", "org.sqlite..");

    @ArchTest
    static final ArchRule only_the_cassandra_store_speaks_to_cassandra =
            onlyIn("io.gabion.node.store.cassandra..", "com.datastax..", "org.apache.pekko.persistence.cassandra..");

    @ArchTest
    static final ArchRule only_the_model_package_runs_inference = onlyIn("io.gabion.detectors.model..", "ai.djl..");

    @ArchTest
    static final ArchRule only_the_node_knows_pekko = onlyIn("io.gabion.node..", "org.apache.pekko..");

    @ArchTest
    static final ArchRule decisions_are_told_the_time_and_draw_nothing = noClasses()
            .that(resideInAnyPackage(PURE))
            .and()
            .resideOutsideOfPackages(IMPURE)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(RandomGenerator.class)
            .orShould()
            .callMethodWhere(describe("reads a clock or draws a random value", LayeringTest::isUnrepeatable))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule decisions_touch_no_files = noClasses()
            .that(resideInAnyPackage(PURE))
            .and()
            .resideOutsideOfPackages(IMPURE)
            .and(DescribedPredicate.not(resideInAnyPackage(PLAYBOOKS)))
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(File.class, Files.class)
            .allowEmptyShould(true);

    private static ArchRule onlyIn(String place, String... libraries) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(place)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .allowEmptyShould(true);
    }

    private static boolean isUnrepeatable(JavaCall<?> call) {
        var owner = call.getTargetOwner().getName();
        return switch (call.getName()) {
            case "now" -> owner.startsWith("java.time.");
            case "currentTimeMillis", "nanoTime" -> owner.equals("java.lang.System");
            case "random" -> owner.equals("java.lang.Math");
            case "randomUUID" -> owner.equals("java.util.UUID");
            default -> false;
        };
    }

    /** Leaves out what other modules lend to the tests of this one. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }
}
