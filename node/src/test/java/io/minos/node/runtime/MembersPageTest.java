package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.node.apply.RealEtcd;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /members} at a peer URL, which tools ask a member that serves no clients. */
@Timeout(60)
class MembersPageTest {
    private static final String ADDED = "http://127.0.0.1:9";
    private static final List<String> ANSWERS = List.of(
            "200 [Content-Length: …, Content-Type: application/json, X-Etcd-Cluster-Id: …] [{\"id\":…,\"peerURLs\":[\"http://…\"],\"name\":\"…\",\"clientURLs\":[\"http://…\"]}]\n",
            "405 [Allow: GET, Content-Length: …, Content-Type: text/plain; charset=utf-8, X-Content-Type-Options: nosniff] Method Not Allowed\n",
            "405 [Allow: GET, Content-Length: …, Content-Type: text/plain; charset=utf-8, X-Content-Type-Options: nosniff] ",
            "{\"id\":…,\"peerURLs\":[\"http://…\"],\"isLearner\":true}", "{\"id\":…,\"peerURLs\":[\"http://…\"],\"name\":\"…\",\"clientURLs\":[\"http://…\"]}");

    @TempDir
    private Path directory;

    @Test
    void the_node_shows_its_members() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            cluster.leader();
            cluster.awaitPublished(0);
            assertThat(answers(cluster.clientUrl(0), URI.create(cluster.peerUrl(0)))).isEqualTo(ANSWERS);
        }
    }

    @Test
    void as_etcd_does() throws Exception {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "skipped: there is no etcd on the PATH to compare with");
        try (RealEtcd etcd = new RealEtcd(binary.get())) {
            assertThat(answers(URI.create(etcd.url()), URI.create(etcd.peerUrl()))).isEqualTo(ANSWERS);
        }
    }

    private static List<String> answers(URI clients, URI peers) throws IOException {
        V2Wire wire = new V2Wire(peers);
        List<String> answers = new ArrayList<>();
        answers.add(normal(wire.ask("GET", "/members", "")));
        answers.add(normal(wire.ask("POST", "/members", "{}")));
        answers.add(normal(wire.ask("HEAD", "/members", "")));
        assertThat(new V2Wire(clients).ask("POST", "/v3/cluster/member/add", "{\"peerURLs\":[\"" + ADDED + "\"],\"isLearner\":true}").status()).isEqualTo(200);
        String both = wire.ask("GET", "/members", "").body();
        List<String> members = Arrays.asList(both.strip().substring(1, both.length() - 2).split("(?<=}),"));
        List<String> ids = members.stream().map(member -> member.replaceAll("\\{\"id\":(\\d+),.*", "$1")).toList();
        assertThat(ids).as("members stand in the order of their ids").isSortedAccordingTo(Comparator.comparing(BigInteger::new));
        members.stream().map(MembersPageTest::anonymous).sorted().forEach(answers::add);
        return answers;
    }

    private static String normal(V2Wire.Answer answer) {
        String headers = answer.headers().toString().replaceAll("(Content-Length|X-Etcd-Cluster-Id): [0-9a-f]+", "$1: …");
        return answer.status() + " " + headers + " " + anonymous(answer.body());
    }

    private static String anonymous(String json) {
        return json.replaceAll("\"id\":[0-9]{15,20}", "\"id\":…").replaceAll("http://[^\"]+", "http://…").replaceAll("\"name\":\"[^\"]+\"", "\"name\":\"…\"");
    }
}
