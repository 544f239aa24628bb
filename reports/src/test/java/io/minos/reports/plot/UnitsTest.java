package io.minos.reports.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({"0,0 ns", "999,999 ns", "1000,1 µs", "35200,35.2 µs", "999999,1000 µs", "4710000,4.71 ms", "1000000000,1 s", "1100000000,1.1 s", "12340000000,12.3 s", "119000000000,119 s", "125000000000,2 min 05 s", "3600000000000,60 min 00 s"})
    void durations_have_three_digits_and_the_unit_that_fits(long nanos, String text) {
        assertThat(Units.duration(nanos)).isEqualTo(text);
    }

    @Test
    void moments_are_to_the_millisecond() {
        assertThat(Units.moment(12_345_678_901L)).isEqualTo("12.346 s");
    }

    @ParameterizedTest
    @CsvSource({"0,10,0 %", "10,10,100 %", "99999,100000,>99.9 %", "1,100000,<0.1 %", "981,1000,98.1 %", "0,0,0 %"})
    void only_all_is_a_hundred_percent_and_only_none_is_nothing(long part, long whole, String text) {
        assertThat(Units.share(part, whole)).isEqualTo(text);
    }

    @Test
    void counts_agree_with_their_noun() {
        assertThat(Units.count(1, "fault")).isEqualTo("1 fault");
        assertThat(Units.count(1204, "fault")).isEqualTo("1,204 faults");
        assertThat(Units.rate(0.4)).isEqualTo("0.4/s");
        assertThat(Units.rate(1234.4)).isEqualTo("1,234/s");
    }
}
