package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.tls.Authority;
import io.minos.node.tls.Authority.Issued;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three members, TLS everywhere. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsClusterTest {
    private static final Authority CA = new Authority("ca");
    private static final Authority NEXT_CA = new Authority("next ca");

    @TempDir
    Path dir;

    private LocalCluster cluster(HttpClient.Builder client) throws IOException {
        String ca = CA.writeTo(dir.resolve("ca.pem")).toString();
        String cert = dir.resolve("cert.pem").toString();
        String key = dir.resolve("key.pem").toString();
        return new LocalCluster(client, "https", dir, 3, "--client-cert-auth", "--trusted-ca-file=" + ca, "--cert-file=" + cert, "--key-file=" + key,
                "--peer-client-cert-auth", "--peer-trusted-ca-file=" + ca, "--peer-cert-file=" + cert, "--peer-key-file=" + key);
    }

    private Issued issue(Authority authority) {
        Issued issued = authority.issue("member", "127.0.0.1");
        issued.writeTo(dir.resolve("cert.pem"), dir.resolve("key.pem"));
        return issued;
    }

    @Test
    void a_cluster_serves_survives_the_loss_of_its_leader_takes_it_back_and_keeps_its_files_to_itself() throws Exception {
        Issued member = issue(CA);
        try (LocalCluster cluster = cluster(HttpClient.newBuilder().sslContext(CA.client(member))).startAll()) {
            int leader = cluster.leader();
            assertThat(cluster.put(cluster.follower(), "a", "1").status()).isEqualTo(200);
            cluster.stop(leader);
            assertThat(cluster.put(cluster.leader(), "a", "2").status()).isEqualTo(200);
            cluster.start(leader);
            assertThat(cluster.get(leader, "a")).isEqualTo("2");
            assertThat(cluster.broken.get()).isNull();
            for (String directory : List.of("wal", "snap")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("n0/member").resolve(directory)))).isEqualTo("rwx------");
            }
        }
    }

    /** The way a CA is replaced: first both are trusted, then the certificates change. No member is started anew for it. */
    @Test
    void certificates_and_ca_are_replaced_under_way() throws Exception {
        Issued first = issue(CA);
        try (LocalCluster cluster = cluster(HttpClient.newBuilder().sslContext(CA.client(first))).startAll()) {
            assertThat(cluster.put(cluster.leader(), "a", "1").status()).isEqualTo(200);
            Path ca = dir.resolve("ca.pem");
            Path next = NEXT_CA.writeTo(dir.resolve("next.pem"));
            Files.writeString(ca, Files.readString(ca) + Files.readString(next));
            issue(NEXT_CA);
            assertThat(cluster.put(cluster.leader(), "a", "2").status()).as("connections of before").isEqualTo(200);
            int restarted = cluster.follower();
            cluster.stop(restarted);
            cluster.start(restarted);
            cluster.speakAs(HttpClient.newBuilder().sslContext(NEXT_CA.client(first)));
            assertThat(cluster.get(restarted, "a")).isEqualTo("2");
        }
    }
}
