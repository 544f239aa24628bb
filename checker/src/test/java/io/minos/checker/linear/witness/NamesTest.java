package io.minos.checker.linear.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
    private final Names names = new Names();

    @Test
    void texts_are_numbered_as_they_come_and_equal_ones_are_one() {
        assertThat(List.of(names.of("a"), names.of("b"), names.of("a"), names.of(""), names.of("b"))).containsExactly(0, 1, 0, 2, 1);
        assertThat(names.size()).isEqualTo(3);
        assertThat(names.text(1)).isEqualTo("b");
    }

    /** Their hashes are the same. */
    @Test
    void texts_that_differ_have_numbers_that_differ() {
        assertThat("Aa").hasSameHashCodeAs("BB");
        assertThat(names.of("Aa")).isNotEqualTo(names.of("BB"));
    }

    @Test
    void every_char_comes_back_as_it_was_even_if_it_is_no_unicode() {
        List<String> texts = new ArrayList<>();
        for (char c : new char[] {0, 1, 0x7f, 0x80, 0x81, 0xbf, 0xc0, 0xff, 0x7ff, 0x800, 0xfff, 0x1000, 0xd7ff, 0xd800, 0xdfff, 0xe000, 0xffff}) texts.add("<" + c + ">");
        texts.add("\ud83d\ude00");
        texts.add("\ude00\ud83d");
        assertAllAreKept(texts);
    }

    /** More of them than any table has room for at first. */
    @Test
    void many_texts_keep_their_numbers() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) texts.add("e" + i);
        assertAllAreKept(texts);
    }

    /** A page is a mebibyte: of these, some fit, some begin another and some need one for themselves. */
    @Test
    void long_texts_are_kept_beside_short_ones() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            texts.add(String.valueOf((char) ('a' + i)).repeat(700_000));
            texts.add("s" + i);
        }
        texts.add("\u00e4".repeat(600_000));
        texts.add("z".repeat((1 << 20) - 4));
        texts.add("last");
        assertAllAreKept(texts);
    }

    private void assertAllAreKept(List<String> texts) {
        for (int i = 0; i < texts.size(); i++) assertThat(names.of(texts.get(i))).isEqualTo(i);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(names.text(i).equals(texts.get(i))).as("text %d", i).isTrue();
            assertThat(names.of(texts.get(i))).isEqualTo(i);
        }
        assertThat(names.size()).isEqualTo(texts.size());
    }
}
