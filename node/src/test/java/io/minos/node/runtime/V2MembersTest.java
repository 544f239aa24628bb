package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.node.apply.RealEtcd;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes of the cluster by way of {@code /v2/members}. */
@Timeout(120)
class V2MembersTest {
    private static final String MEMBERS = "/v2/members";
    private static final String JSON = "application/json";

    /** What etcd 3.4.23 answers when nothing comes of it. */
    private record Refusal(String method, String below, String type, String body, String answer) {}

    private static final List<Refusal> REFUSALS = List.of(
            new Refusal("POST", "", "text/plain", "{}", "415 {\"message\":\"Bad Content-Type text/plain, accept application/json\"}"),
            new Refusal("POST", "", JSON, "{}", "400 {\"message\":\"no valid URLs given\"}"),
            new Refusal("POST", "", "Application/JSON; charset=utf-8", "null", "400 {\"message\":\"no valid URLs given\"}"),
            new Refusal("POST", "", JSON, "", "400 {\"message\":\"unexpected end of JSON input\"}"),
            new Refusal("POST", "", JSON, "12", "400 {\"message\":\"json: cannot unmarshal number into Go value of type struct { PeerURLs []string \\\"json:\\\\\\\"peerURLs\\\\\\\"\\\" }\"}"),
            new Refusal("POST", "", JSON, "garbage", "400 {\"message\":\"invalid character 'g' looking for beginning of value\"}"),
            new Refusal("POST", "", JSON, "{} x", "400 {\"message\":\"invalid character 'x' after top-level value\"}"),
            new Refusal("POST", "", JSON, "[]", "400 {\"message\":\"json: cannot unmarshal array into Go value of type struct { PeerURLs []string \\\"json:\\\\\\\"peerURLs\\\\\\\"\\\" }\"}"),
            new Refusal("POST", "", JSON, "{\"peerURLs\":\"http://a:1\"}", "400 {\"message\":\"json: cannot unmarshal string into Go struct field .peerURLs of type []string\"}"),
            new Refusal("POST", "", JSON, "{\"PEERurls\":[5]}", "400 {\"message\":\"json: cannot unmarshal number into Go struct field .peerURLs of type string\"}"),
            new Refusal("POST", "", JSON, "{\"peerURLs\":[\"foo\"]}", "400 {\"message\":\"URL scheme must be http, https, unix, or unixs: foo\"}"),
            new Refusal("POST", "", JSON, "{\"peerURLs\":[\"http://a\"]}", "400 {\"message\":\"URL address does not have the form \\\"host:port\\\": http://a\"}"),
            new Refusal("POST", "", JSON, "{\"peerURLs\":[\"http://a:1/\"]}", "400 {\"message\":\"URL must not contain a path: http://a:1/\"}"),
            new Refusal("DELETE", "", JSON, "", "405 Method Not Allowed"),
            new Refusal("PUT", "/", JSON, "{}", "405 Method Not Allowed"),
            new Refusal("DELETE", "/zzz", JSON, "", "404 {\"message\":\"No such member: zzz\"}"),
            new Refusal("DELETE", "/1/2", JSON, "", "404 {\"message\":\"No such member: 1/2\"}"),
            new Refusal("DELETE", "/00ABC", JSON, "", "404 {\"message\":\"No such member: abc\"}"),
            new Refusal("PUT", "/1234", "text/plain", "{}", "415 {\"message\":\"Bad Content-Type text/plain, accept application/json\"}"),
            new Refusal("PUT", "/1234", JSON, "{}", "400 {\"message\":\"no valid URLs given\"}"),
            new Refusal("PUT", "/1234", JSON, "{\"peerURLs\":[\"http://127.0.0.1:9\"]}", "404 {\"message\":\"No such member: 1234\"}"),
            new Refusal("PATCH", "", JSON, "", "405 Method Not Allowed"));

    @TempDir
    private Path directory;

    private static String said(V2Wire.Answer answer) {
        return answer.status() + (answer.body().isEmpty() ? "" : " " + answer.body().strip());
    }

    private static String ask(V2Wire wire, String method, String below, String body) throws Exception {
        return said(wire.ask(method, MEMBERS + below, body, JSON));
    }

    private static String withUrl(String url) {
        return "{\"peerURLs\":[\"" + url + "\"]}";
    }

    private static List<String> answers(V2Wire wire) throws Exception {
        List<String> answers = new ArrayList<>();
        for (Refusal refusal : REFUSALS) {
            answers.add(said(wire.ask(refusal.method(), MEMBERS + refusal.below(), refusal.body(), refusal.type())));
        }
        return answers;
    }

    @Test
    void what_cannot_be_is_refused_in_etcds_words() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1, "--enable-v2").startAll()) {
            cluster.leader();
            assertThat(answers(new V2Wire(cluster.clientUrl(0)))).containsExactlyElementsOf(REFUSALS.stream().map(Refusal::answer).toList());
        }
    }

    @Test
    void those_are_etcds_words() throws Exception {
        Optional<Path> etcd = RealEtcd.binary();
        assumeTrue(etcd.isPresent(), "etcd is not installed");
        assumeTrue(RealEtcd.version(etcd.get()).equals("3.4.23"), "another etcd than 3.4.23 is installed");
        try (RealEtcd real = new RealEtcd(etcd.get(), "--enable-v2")) {
            assertThat(answers(new V2Wire(URI.create(real.url())))).containsExactlyElementsOf(REFUSALS.stream().map(Refusal::answer).toList());
        }
    }

    @Test
    void a_member_is_added_and_moved_and_removed_at_whatever_member() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3, "--enable-v2").startAll()) {
            cluster.leader();
            V2Wire wire = new V2Wire(cluster.clientUrl(cluster.follower()));
            assertThat(ask(wire, "POST", "", withUrl(cluster.peerUrl(0)))).isEqualTo("409 {\"message\":\"membership: peerURL exists\"}");
            V2Wire.Answer added = wire.ask("POST", MEMBERS, withUrl("http://127.0.0.1:9"), JSON);
            assertThat(said(added)).matches("201 \\{\"id\":\"[0-9a-f]+\",\"name\":\"\",\"peerURLs\":\\[\"http://127.0.0.1:9\"],\"clientURLs\":\\[]}");
            assertThat(added.header("X-Etcd-Cluster-Id")).isNotEmpty();
            String id = added.body().replaceAll("\\{\"id\":\"([0-9a-f]+)\".*\\s*", "$1");
            assertThat(ask(wire, "POST", "", withUrl("http://127.0.0.1:10"))).as("while one is not there").isEqualTo("500 {\"message\":\"Internal Server Error\"}");
            assertThat(ask(wire, "PUT", "/" + id, withUrl(cluster.peerUrl(1)))).isEqualTo("409 {\"message\":\"membership: peerURL exists\"}");
            V2Wire.Answer updated = wire.ask("PUT", MEMBERS + "/" + id, withUrl("http://127.0.0.1:10"), JSON);
            assertThat(said(updated)).isEqualTo("204");
            assertThat(updated.header("Content-Type")).isEmpty();
            assertThat(ask(wire, "GET", "", "")).contains("{\"id\":\"" + id + "\",\"name\":\"\",\"peerURLs\":[\"http://127.0.0.1:10\"],\"clientURLs\":[]}");
            assertThat(ask(wire, "DELETE", "/" + id, "")).isEqualTo("204");
            assertThat(ask(wire, "GET", "", "")).doesNotContain(id);
            assertThat(ask(wire, "DELETE", "/" + id, "")).isEqualTo("410 {\"message\":\"Member permanently removed: " + id + "\"}");
            assertThat(ask(wire, "PUT", "/" + id, withUrl("http://127.0.0.1:11"))).isEqualTo("500 {\"message\":\"Internal Server Error\"}");
            assertThat(cluster.broken.get()).isNull();
        }
    }
}
