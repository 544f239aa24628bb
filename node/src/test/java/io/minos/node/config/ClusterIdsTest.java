package io.minos.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterIdsTest {
    @Test
    void a_default_node_has_etcds_ids() {
        long member = ClusterIds.memberId(List.of(URI.create("http://localhost:2380")), "etcd-cluster");
        assertThat(Long.toHexString(member)).isEqualTo("8e9e05c52164694d");
        assertThat(Long.toHexString(ClusterIds.clusterId(List.of(member)))).isEqualTo("cdf818194e3a8c32");
    }

    /** As etcd's documents show them for a node on port 12380. */
    @Test
    void another_port_gives_the_ids_that_etcd_gives() {
        long member = ClusterIds.memberId(List.of(URI.create("http://localhost:12380")), "etcd-cluster");
        assertThat(Long.toHexString(member)).isEqualTo("c9ac9fc89eae9cf7");
        assertThat(Long.toUnsignedString(ClusterIds.clusterId(List.of(member)))).isEqualTo("17478742799590499669");
    }

    @Test
    void the_order_of_urls_and_members_does_not_matter() {
        URI a = URI.create("http://a:1");
        URI b = URI.create("http://b:1");
        assertThat(ClusterIds.memberId(List.of(a, b), "t")).isEqualTo(ClusterIds.memberId(List.of(b, a), "t"));
        assertThat(ClusterIds.clusterId(List.of(-1L, 1L))).isEqualTo(ClusterIds.clusterId(List.of(1L, -1L)));
    }

    @Test
    void the_token_matters() {
        List<URI> urls = List.of(URI.create("http://a:1"));
        assertThat(ClusterIds.memberId(urls, "one")).isNotEqualTo(ClusterIds.memberId(urls, "two"));
    }
}
