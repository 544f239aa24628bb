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

/** The v2 API while the users of v3 are enabled: they do not guard it, but nobody changes members by it. */
@Timeout(60)
class V2AuthTest {
    private static final String USER = "{\"name\":\"root\",\"password\":\"pw\"}";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";
    private static final List<String> ANSWERS = List.of(
            "400 etcdserver: user name is empty",
            "201 {\"action\":\"set\",\"node\":{\"key\":\"/a\",\"value\":\"1\",\"modifiedIndex\":…,\"createdIndex\":…}}",
            "200 {\"action\":\"get\",\"node\":{\"key\":\"/a\",\"value\":\"1\",\"modifiedIndex\":…,\"createdIndex\":…}}",
            "200 {\"action\":\"get\",\"node\":{\"key\":\"/a\",\"value\":\"1\",\"modifiedIndex\":…,\"createdIndex\":…}}",
            "200 {\"action\":\"delete\",\"node\":{\"key\":\"/a\",\"modifiedIndex\":…,\"createdIndex\":…},\"prevNode\":{\"key\":\"/a\",\"value\":\"1\",\"modifiedIndex\":…,\"createdIndex\":…}}",
            "200 members", "200 {\"enabled\":false}",
            "500 {\"message\":\"Internal Server Error\"}");

    @TempDir
    private Path directory;

    @Test
    void the_users_of_v3_do_not_guard_v2() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1, "--enable-v2", "--bcrypt-cost=4").startAll()) {
            cluster.leader();
            assertThat(answers(new V2Wire(cluster.clientUrl(0)))).isEqualTo(ANSWERS);
        }
    }

    @Test
    void nor_do_etcds() throws Exception {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "skipped: there is no etcd on the PATH to compare with");
        try (RealEtcd etcd = new RealEtcd(binary.get(), "--enable-v2", "--bcrypt-cost=4")) {
            assertThat(answers(new V2Wire(URI.create(etcd.url())))).isEqualTo(ANSWERS);
        }
    }

    private static List<String> answers(V2Wire wire) throws Exception {
        for (String[] step : new String[][] {{"user/add", USER}, {"role/add", "{\"name\":\"root\"}"}, {"user/grant", "{\"user\":\"root\",\"role\":\"root\"}"}, {"enable", "{}"}}) {
            assertThat(wire.ask("POST", "/v3/auth/" + step[0], step[1]).status()).as(step[0]).isEqualTo(200);
        }
        List<String> answers = new ArrayList<>();
        V2Wire.Answer refused = wire.ask("POST", "/v3/kv/range", "{\"key\":\"YQ==\"}");
        answers.add(refused.status() + " " + refused.body().replaceAll("\\{\"error\":\"([^\"]*)\".*", "$1").strip());
        answers.add(told(wire.ask("PUT", "/v2/keys/a", "value=1", FORM)));
        answers.add(told(wire.ask("GET", "/v2/keys/a", "")));
        answers.add(told(wire.ask("GET", "/v2/keys/a?quorum=true", "")));
        answers.add(told(wire.ask("DELETE", "/v2/keys/a", "")));
        V2Wire.Answer members = wire.ask("GET", "/v2/members", "");
        answers.add(members.status() + (members.body().startsWith("{\"members\":[{") ? " members" : members.body()));
        answers.add(told(wire.ask("GET", "/v2/auth/enable", "")));
        answers.add(told(wire.ask("POST", "/v2/members", "{\"peerURLs\":[\"http://127.0.0.1:9\"]}", JSON)));
        return answers;
    }

    private static String told(V2Wire.Answer answer) {
        return answer.status() + " " + answer.body().strip().replaceAll("(modified|created)Index\":\\d+", "$1Index\":…");
    }
}
