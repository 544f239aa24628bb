package io.minos.reports.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class MarkupTest {
    @Test
    void texts_and_attributes_are_escaped() {
        assertThat(new Markup().leaf("b", "<i>&\"", "title", "\"><i>&").toString()).isEqualTo("<b title=\"&quot;&gt;&lt;i&gt;&amp;\">&lt;i&gt;&amp;\"</b>");
    }

    @Test
    void what_cannot_be_seen_is_shown() {
        assertThat(Markup.visible("a\u0000b\u001bc\u007fd\u202ee\uffff")).isEqualTo("a␀b␛c\\u007fd\\u202ee\\uffff");
        assertThat(Markup.visible("lone \ud83d, whole 😀, line\nbreak")).isEqualTo("lone \\ud83d, whole 😀, line\nbreak");
    }

    @Test
    void doubles_have_one_decimal_at_most() {
        assertThat(new Markup().empty("i", "a", 1.0, "b", 1.25, "c", -0.04, "d", 12345678.0).toString()).isEqualTo("<i a=\"1\" b=\"1.3\" c=\"0\" d=\"12345678\"/>");
    }

    @Test
    void an_element_left_open_is_an_error() {
        assertThatIllegalStateException().isThrownBy(() -> new Markup().open("b").toString()).withMessageContaining("b");
    }

    @Test
    void an_attribute_without_a_value_is_an_error() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Markup().open("b", "title")).withMessageContaining("title");
    }

    @Test
    void trusted_text_is_written_as_it_is_inside_its_element() {
        assertThat(new Markup().open("b").raw("x > y").close().toString()).isEqualTo("<b>x > y</b>");
    }
}
