package io.gabion.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gabion.node.cluster.ClusterPlace;
import io.gabion.node.settings.Settings;
import io.gabion.node.settings.Settings.Cassandra;
import io.gabion.node.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The manifests, read with the parsers that the node itself has: all that they name is there, and says the same everywhere. */
class KubernetesTest {
    private static final Path FOLDER = Path.of(System.getProperty("gabion.root"), "k8s");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private List<JsonNode> all;
    private Settings settings;
    private ClusterPlace cluster;

    @BeforeEach
    void read() throws IOException {
        all = new ArrayList<>();
        for (var name : List.of("gabion.yaml", "schema.yaml")) {
            var text = Files.readString(FOLDER.resolve(name));
            new Yaml(new SafeConstructor(new LoaderOptions()))
                    .loadAll(text)
                    .forEach(document -> all.add(JSON.valueToTree(document)));
        }
        var file = folder.resolve("gabion.yaml");
        Files.writeString(file, one("ConfigMap").at("/data/gabion.yaml").asText());
        settings = SettingsFile.read(file);
        cluster = settings.cluster().orElseThrow();
    }

    @Test
    void there_is_what_three_nodes_need_in_one_namespace() {
        assertThat(all)
                .extracting(object -> object.path("kind").asText())
                .containsExactlyInAnyOrder(
                        "ServiceAccount",
                        "ConfigMap",
                        "Service",
                        "PersistentVolumeClaim",
                        "StatefulSet",
                        "PodDisruptionBudget",
                        "NetworkPolicy",
                        "Job");
        assertThat(all)
                .extracting(object -> object.at("/metadata/namespace").asText())
                .containsOnly("gabion");
        assertThat(settings.store()).isInstanceOf(Cassandra.class);
        var nodes = one("StatefulSet").path("spec");
        assertThat(nodes.path("replicas").asInt()).isEqualTo(cluster.nodes());
        assertThat(nodes.path("podManagementPolicy").asText()).isEqualTo("Parallel");
        assertThat(one("PodDisruptionBudget").at("/spec/maxUnavailable").asInt())
                .isLessThanOrEqualTo((cluster.nodes() - 1) / 2);
    }

    @Test
    void command_lines_are_understood() {
        for (var container : containers().toList()) {
            var words = texts(container.path("args"))
                    .map(word -> word.replace("$(POD_NAME)", "gabion-0"))
                    .toList();
            var parsed = Gabion.commandLine().parseArgs(words.toArray(String[]::new));
            assertThat(parsed.hasSubcommand()).isTrue();
            assertThat(words).contains("--config=/etc/gabion/settings/gabion.yaml");
        }
    }

    @Test
    void nodes_are_told_of_by_the_names_and_at_the_port_that_they_take_for_theirs() {
        var nodes = one("StatefulSet").path("spec");
        var service = one("Service");
        var name = service.at("/metadata/name").asText();
        var port = service.at("/spec/ports/0");
        assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("None");
        assertThat(service.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
        assertThat(nodes.path("serviceName").asText()).isEqualTo(name);
        var domain = name + ".gabion.svc.cluster.local";
        assertThat(cluster.others())
                .isEqualTo(new ClusterPlace.Discovered("_" + port.path("name").asText() + "._tcp." + domain));
        var given = texts(node().path("args"))
                .filter(word -> word.startsWith("--cluster-address="))
                .map(word -> word.substring(word.indexOf('=') + 1))
                .toList();
        assertThat(given).containsExactly("$(POD_NAME)." + domain);
        var address = SettingsFile.nodeAddress("", given.getFirst().replace("$(POD_NAME)", "gabion-0"));
        assertThat(port.path("port").asInt()).isEqualTo(address.getPort());
        assertThat(port(port.path("targetPort").asText())).isEqualTo(address.getPort());
    }

    @Test
    void every_file_that_is_named_is_mounted_and_every_volume_is_there() {
        var place = ((Cassandra) settings.store()).place();
        var files = Stream.of(
                        cluster.keys(),
                        cluster.identity().certificate(),
                        cluster.identity().key(),
                        cluster.identity().authority(),
                        place.login().orElseThrow().password())
                .toList();
        var mounts = node().path("volumeMounts")
                .valueStream()
                .map(mount -> Path.of(mount.path("mountPath").asText()))
                .toList();
        assertThat(files).allMatch(file -> mounts.stream().anyMatch(file::startsWith));
        for (var pod : pods().toList()) {
            var volumes = Stream.concat(
                            pod.at("/spec/volumes").valueStream(),
                            one("StatefulSet")
                                    .at("/spec/volumeClaimTemplates")
                                    .valueStream()
                                    .map(claim -> claim.path("metadata")))
                    .map(volume -> volume.path("name").asText())
                    .toList();
            assertThat(pod.at("/spec/containers/0/volumeMounts").valueStream())
                    .extracting(mount -> mount.path("name").asText())
                    .isSubsetOf(volumes);
            assertThat(pod.at("/spec/volumes").findValuesAsText("claimName")).allMatch("gabion-keys"::equals);
        }
    }

    @Test
    void secrets_are_named_and_not_told_and_no_pod_may_do_more_than_it_has_to() {
        assertThat(all).noneMatch(object -> object.path("kind").asText().equals("Secret"));
        assertThat(pods()).allSatisfy(pod -> {
            assertThat(pod.at("/spec/automountServiceAccountToken").asBoolean(true))
                    .isFalse();
            assertThat(pod.at("/spec/securityContext/runAsNonRoot").asBoolean()).isTrue();
            var container = pod.at("/spec/containers/0/securityContext");
            assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(container.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(texts(container.at("/capabilities/drop"))).containsExactly("ALL");
        });
    }

    @Test
    void what_selects_the_nodes_selects_them_and_not_the_schema_job() {
        var labels = one("StatefulSet").at("/spec/template/metadata/labels");
        assertThat(Stream.of(
                        one("StatefulSet").at("/spec/selector/matchLabels"),
                        one("StatefulSet")
                                .at("/spec/template/spec/topologySpreadConstraints/0/labelSelector/matchLabels"),
                        one("PodDisruptionBudget").at("/spec/selector/matchLabels"),
                        one("NetworkPolicy").at("/spec/podSelector/matchLabels"),
                        one("NetworkPolicy").at("/spec/ingress/0/from/0/podSelector/matchLabels"),
                        one("NetworkPolicy").at("/spec/egress/0/to/0/podSelector/matchLabels"),
                        one("Service").at("/spec/selector")))
                .containsOnly(labels);
        assertThat(one("Job").at("/spec/template/metadata/labels")).isNotEqualTo(labels);
    }

    @Test
    void probes_ask_for_what_the_node_answers_at_the_port_it_was_given() {
        for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            var get = node().path(probe).path("httpGet");
            assertThat(get.path("path").asText()).isIn("/health/live", "/health/ready");
            assertThat(texts(node().path("args")))
                    .contains("--port=" + port(get.path("port").asText()));
            assertThat(get.at("/httpHeaders/0/value").asText()).isEqualTo("localhost");
        }
        assertThat(one("NetworkPolicy").at("/spec/ingress").findValuesAsText("port"))
                .containsExactly("" + port("pekko"), "" + port("http"));
    }

    private int port(String name) {
        return node().path("ports")
                .valueStream()
                .filter(port -> port.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .path("containerPort")
                .asInt();
    }

    private JsonNode node() {
        return one("StatefulSet").at("/spec/template/spec/containers/0");
    }

    private Stream<JsonNode> pods() {
        return Stream.of(one("StatefulSet"), one("Job")).map(object -> object.at("/spec/template"));
    }

    private Stream<JsonNode> containers() {
        return pods().map(pod -> pod.at("/spec/containers/0"));
    }

    private JsonNode one(String kind) {
        return all.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText);
    }
}
