package io.minos.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EtcdNamesTest {
    @Test
    void names_that_the_library_cannot_have_are_put_back() {
        EtcdNames names = new EtcdNames();
        assertThat(names.gauge("etcd_applied_total")).isEqualTo("etcd_applied");
        assertThat(names.counter("etcd_health")).isEqualTo("etcd_health");
        assertThat(names.histogram("etcd_ttl_total")).isEqualTo("etcd_ttl");
        assertThat(names.text("""
                # HELP etcd_applied of a gauge
                # TYPE etcd_applied gauge
                etcd_applied{To="etcd_applied"} 2.0
                etcd_health_total 1.5
                etcd_ttl_bucket{le="1.0"} 3
                etcd_ttl_sum 7.0
                etcd_other_total 1.0E10
                """)).isEqualTo("""
                # HELP etcd_applied_total of a gauge
                # TYPE etcd_applied_total gauge
                etcd_applied_total{To="etcd_applied"} 2
                etcd_health 1.5
                etcd_ttl_total_bucket{le="1.0"} 3
                etcd_ttl_total_sum 7
                etcd_other_total 1.0E10
                """);
    }

    @Test
    void a_help_text_that_ends_like_a_number_stays() {
        assertThat(new EtcdNames().text("# HELP a as of version 1.0\n")).isEqualTo("# HELP a as of version 1.0\n");
    }
}
