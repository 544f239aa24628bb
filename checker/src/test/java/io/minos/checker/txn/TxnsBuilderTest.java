package io.minos.checker.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.checker.txn.Txns.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TxnsBuilderTest {
    private static TxnsBuilder begun() {
        return new TxnsBuilder().begin(7, 0, 5, 6, Outcome.OK, 0);
    }

    @Test
    void transactions_come_in_order_of_invocation_and_are_answered_later() {
        assertThatThrownBy(() -> begun().begin(8, 0, 4, 9, Outcome.OK, 0)).hasMessage("#8 was invoked before the transaction that came before it");
        assertThatThrownBy(() -> begun().begin(8, 0, 5, 5, Outcome.OK, 0)).hasMessage("#8 returns at 5, before its invocation at 5");
        assertThat(begun().begin(8, 1, 5, 6, Outcome.OK, 0).begin(9, 2, 5, 0, Outcome.INFO, 0).build(Names.NUMBERS).size()).isEqualTo(3);
    }

    @Test
    void keys_and_values_are_numbers_from_0_on() {
        assertThatThrownBy(() -> begun().append(0, -1)).hasMessage("Values are numbers from 0 on, not -1");
        assertThatThrownBy(() -> begun().write(0, -2)).hasMessage("Values are numbers from 0 on, not -2");
        assertThatThrownBy(() -> begun().delete(-1)).hasMessage("Keys are numbers from 0 on, not -1");
        Txns txns = begun().write(0, 0).read(0, 0, 0).append(1, 0).readList(1, new int[] {0}, 1, 0).build(Names.NUMBERS);
        assertThat(TxnAnalysis.of(txns, Options.NOTHING_GRANTED).clean()).isTrue();
    }

    @Test
    void what_is_read_may_be_used_again_by_who_read_it() {
        int[] elements = {1, 2};
        TxnsBuilder builder = begun().append(0, 1).append(0, 2).readList(0, elements, 2, 0);
        elements[0] = 9;
        assertThat(TxnAnalysis.of(builder.build(Names.NUMBERS), Options.NOTHING_GRANTED).clean()).isTrue();
    }

    @Test
    void texts_have_numbers_and_numbers_their_texts() {
        Numbering numbering = new Numbering();
        assertThat(numbering.ofKey("a")).isEqualTo(numbering.ofKey("a")).isNotEqualTo(numbering.ofKey("b"));
        assertThat(numbering.key(numbering.ofKey("b"))).isEqualTo("b");
        assertThat(numbering.value(numbering.ofValue("v"))).isEqualTo("v");
        assertThat(numbering.process(numbering.ofProcess("p"))).isEqualTo("p");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '%', textBlock = """
            (0 x+1 | (0 x+2 | 0 | 0    % Process 0 does two things at a time
            0 x+1 | 1                  % Process 1 has nothing to complete
            """)
    void a_line_that_cannot_have_been_is_refused(String line, String message) {
        assertThatThrownBy(() -> TxnNotation.txns(line)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void a_line_can_follow_another_in_keys_processes_ids_and_time() {
        TxnNotation line = TxnNotation.of("0 x+1 y=2 | (12 x?[1]~3 | 12? | 3! x+2");
        TxnsBuilder builder = new TxnsBuilder();
        line.addTo(builder, new TxnNotation.First(0, 0, 0, 0));
        assertThat(line.size()).isEqualTo(3);
        assertThat(line.keys()).isEqualTo(2);
        assertThat(line.duration()).isEqualTo(6);
        line.addTo(builder, new TxnNotation.First(line.size(), line.keys(), 20, line.duration()));
        Txns txns = builder.build(Names.NUMBERS);
        assertThat(txns.id(4)).isEqualTo(4);
        assertThat(txns.process(4)).isEqualTo(32);
        assertThat(txns.invoked(3)).isEqualTo(6);
        assertThat(txns.returned(3)).isEqualTo(7);
        assertThat(txns.returned(4)).isEqualTo(Txns.NEVER);
        assertThat(txns.outcome(5)).isEqualTo(Outcome.FAIL);
        assertThat(txns.key(txns.first(3) + 1)).isEqualTo(3);
    }
}
