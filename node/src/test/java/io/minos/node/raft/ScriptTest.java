package io.minos.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The runner of the golden scripts: what it compares, what it refuses. */
final class ScriptTest {
    private static Script.Outcome play(String... lines) {
        return new Script(String.join("\n", lines)).play(new ScriptedCluster()::run);
    }

    @Test
    void a_script_whose_output_is_as_expected_has_no_difference_and_is_rewritten_as_it_is() {
        String script = "# a story\n\n# 1.\n\nadd-nodes 1 voters=1\nquietly campaign 1\n----\n"
                + "1 starts term=0 vote=0 commit=0 snapshot=0/0 []\n\nquietly tick 1\n----\nok\n";
        assertThat(play(script)).isEqualTo(new Script.Outcome(script, ""));
    }

    @Test
    void a_difference_shows_the_first_step_that_differs_with_what_was_expected_and_what_came() {
        Script.Outcome outcome = play("quietly add-nodes 1 voters=1 log=1,1", "raft-log 1", "----", "1 log [1/1]", "", "heal", "----", "nonsense");
        assertThat(outcome.difference()).isEqualTo("line 1: quietly add-nodes 1 voters=1 log=1,1; raft-log 1\n- 1 log [1/1]\n+ 1 log [1/1, 1/2]\n");
        assertThat(outcome.rewritten()).isEqualTo("quietly add-nodes 1 voters=1 log=1,1\nraft-log 1\n----\n1 log [1/1, 1/2]\n\nheal\n----\nok\n");
    }

    @Test
    void what_nobody_understands_is_refused_with_its_line() {
        for (String wrong : List.of("campain 1", "campaign", "campaign 1", "tick time=2", "cut 1=>2", "deliver 1->2", "options prevote")) {
            assertThatThrownBy(() -> play("# a story", "", wrong, "----", "ok")).as(wrong).isInstanceOf(AssertionError.class).hasMessageContaining("line 3, " + wrong);
        }
        assertThatThrownBy(() -> play("heal")).hasMessageContaining("belong together");
    }

    @Test
    void two_leaders_of_a_term_are_a_broken_promise_whatever_is_expected() {
        assertThatThrownBy(() -> play("add-nodes 1 voters=1", "campaign 1", "add-nodes 2 voters=2", "campaign 2", "----"))
                .isInstanceOf(AssertionError.class).hasMessageContaining("members 1 and 2 both lead in term 1");
    }

    @Test
    void a_leader_without_a_committed_entry_is_a_broken_promise() {
        assertThatThrownBy(() -> play("add-nodes 1 voters=1 term=1", "campaign 1", "add-nodes 2 voters=2 term=2", "campaign 2", "----"))
                .hasMessageContaining("member 2 leads term 3 without 2/1, which is committed");
    }

    @Test
    void different_entries_applied_are_a_broken_promise() {
        assertThatThrownBy(() -> play("add-nodes 1 voters=1 term=1 log=1 commit=1", "add-nodes 2 voters=2 term=2 log=2 commit=1", "----"))
                .hasMessageContaining("member 2 applies 2/1, another one applied 1/1");
    }

    @Test
    void a_stale_read_is_a_broken_promise() {
        assertThatThrownBy(() -> play("add-nodes 2 voters=2 log=1 commit=1", "campaign 2",
                "add-nodes 1 voters=1 log=1,2*3 commit=4", "read-index 2 7", "----"))
                .hasMessageContaining("member 2 answers read 7 at 2, but 4 was applied when it was asked");
    }
}
