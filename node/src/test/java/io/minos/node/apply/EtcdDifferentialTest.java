package io.minos.node.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.HashKVRequest;
import io.minos.etcd.api.HashKVResponse;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.TxnRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The same requests, valid and invalid, to a real etcd and to this state machine: the answers must be the same, errors too. */
class EtcdDifferentialTest {
    private static final String VERSION = "3.4.23";
    private static final long SEED = Long.getLong("minos.seed", 20240607);
    private static final int REQUESTS = 2000;
    private static final Map<Class<? extends Message>, String> PATHS = Map.of(
            RangeRequest.class, "/v3/kv/range",
            PutRequest.class, "/v3/kv/put",
            DeleteRangeRequest.class, "/v3/kv/deleterange",
            TxnRequest.class, "/v3/kv/txn",
            CompactionRequest.class, "/v3/kv/compaction",
            LeaseGrantRequest.class, "/v3/lease/grant",
            LeaseRevokeRequest.class, "/v3/lease/revoke");

    @Test
    void random_requests_are_answered_as_by_etcd() throws Exception {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "skipped: there is no etcd on the PATH to compare with");
        String version = RealEtcd.version(binary.get());
        assumeTrue(VERSION.equals(version), "skipped: the etcd on the PATH is " + version + ", its answers are known to differ from " + VERSION);
        System.out.println("seed " + SEED + " (another: -Dminos.seed=N)");
        try (RealEtcd etcd = new RealEtcd(binary.get())) {
            OneNode node = new OneNode();
            RandomRequests requests = new RandomRequests(SEED);
            int refused = 0;
            for (int i = 0; i < REQUESTS; i++) {
                Message request = requests.next(node.machine().store().revision(), node.machine().store().compactRevision());
                if (request instanceof HashKVRequest hash) {
                    assertThat(hashKv(node, hash)).as("request %d of seed %d, hash at %d", i, SEED, hash.getRevision()).isEqualTo(etcd.hashKv(hash.getRevision()));
                    continue;
                }
                JsonNode expected = GatewayJson.withoutIdentity(etcd.post(PATHS.get(request.getClass()), GatewayJson.of(request).toString()));
                JsonNode actual = answer(node, request);
                assertThat(actual).as("request %d of seed %d, %s: %s", i, SEED, request.getClass().getSimpleName(), request).isEqualTo(expected);
                refused += expected.has("error") ? 1 : 0;
                if (i % 500 == 499) {
                    node.restart();
                }
            }
            assertThat(refused).as("both kinds of answers were compared").isBetween(REQUESTS / 20, REQUESTS * 3 / 4);
        }
    }

    private static String hashKv(OneNode node, HashKVRequest request) {
        Outcome<? extends Message> outcome = node.call(request);
        if (outcome instanceof Outcome.Refused<? extends Message> refused) {
            return refused.error().text().replace("etcdserver: ", "");
        }
        HashKVResponse response = (HashKVResponse) ((Outcome.Done<? extends Message>) outcome).response();
        return "{\"header\":{\"revision\":" + response.getHeader().getRevision() + "},\"hash\":" + Integer.toUnsignedString(response.getHash())
                + (response.getCompactRevision() == 0 ? "" : ",\"compact_revision\":" + response.getCompactRevision()) + "}";
    }

    private static JsonNode answer(OneNode node, Message request) {
        Outcome<? extends Message> outcome = node.call(request);
        if (outcome instanceof Outcome.Done<? extends Message> done) {
            return GatewayJson.withoutIdentity(GatewayJson.of(done.response()));
        }
        EtcdError error = ((Outcome.Refused<? extends Message>) outcome).error();
        ObjectNode json = GatewayJson.MAPPER.createObjectNode();
        return json.put("error", error.text()).put("message", error.text()).put("code", error.code().ordinal());
    }
}
