package io.minos.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The files in {@code docs} that operators begin with: what they set is what the node understands. */
class SampleFilesTest {
    private static NodeConfig member(Map<String, String> environment) {
        Invocation invocation = NodeConfig.parse(List.of(), environment);
        assertThat(invocation).isInstanceOf(Invocation.Run.class);
        assertThat(((Invocation.Run) invocation).notices()).as("nothing is unknown or ignored").allSatisfy(line -> assertThat(line).startsWith("recognized and used environment variable "));
        NodeConfig config = ((Invocation.Run) invocation).config();
        assertThat(config.bootstrapError()).isEmpty();
        assertThat(config.initialCluster()).hasSize(3);
        assertThat(config.initialCluster().get(config.name())).isEqualTo(config.advertisePeerUrls());
        assertThat(config.corruptionChecks()).isEqualTo(new CorruptionChecks(true, Duration.ofHours(1)));
        assertThat(config.autoCompaction()).contains(new NodeConfig.AutoCompaction.Age(Duration.ofHours(1)));
        assertThat(config.log().json()).isTrue();
        return config;
    }

    @Test
    void the_unit_of_systemd_starts_a_member() throws IOException {
        List<String> unit = Files.readAllLines(Path.of("docs/minos-node.service"));
        Map<String, String> environment = unit.stream().filter(line -> line.startsWith("Environment=")).map(line -> line.substring("Environment=".length()).split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        assertThat(member(environment).log().outputs()).containsExactly(LogOptions.JOURNAL);
        assertThat(unit).contains("Type=notify", "ExecStart=/opt/minos/minos node");
    }

    @Test
    void each_pod_of_the_stateful_set_is_a_member_of_its_cluster() throws IOException {
        List<JsonNode> objects = new ObjectMapper(new YAMLFactory()).readerFor(JsonNode.class).<JsonNode>readValues(Path.of("docs/kubernetes.yaml").toFile()).readAll();
        assertThat(objects).extracting(object -> object.path("kind").asText()).containsExactly("Service", "PodDisruptionBudget", "StatefulSet");
        JsonNode service = objects.get(0);
        JsonNode set = objects.get(2);
        assertThat(set.at("/spec/serviceName")).isEqualTo(service.at("/metadata/name"));
        assertThat(set.at("/spec/selector/matchLabels")).isEqualTo(service.at("/spec/selector")).isEqualTo(set.at("/spec/template/metadata/labels"));
        JsonNode container = set.at("/spec/template/spec/containers/0");
        assertThat(container.at("/volumeMounts/0/name")).isEqualTo(set.at("/spec/volumeClaimTemplates/0/metadata/name"));
        assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health");
        for (int i = 0; i < set.at("/spec/replicas").asInt(); i++) {
            String pod = set.at("/metadata/name").asText() + "-" + i;
            Map<String, String> environment = new HashMap<>();
            container.path("env").forEach(variable -> environment.put(variable.path("name").asText(), variable.path("value").asText().replace("$(POD_NAME)", pod)));
            environment.remove("POD_NAME");
            NodeConfig config = member(environment);
            assertThat(config.name()).isEqualTo(pod);
            assertThat(config.dataDir().toString()).startsWith(container.at("/volumeMounts/0/mountPath").asText() + "/");
            assertThat(config.advertisePeerUrls().get(0).getHost()).isEqualTo(pod + "." + service.at("/metadata/name").asText());
        }
    }
}
