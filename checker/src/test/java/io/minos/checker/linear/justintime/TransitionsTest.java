package io.minos.checker.linear.justintime;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.model.AppendRegister;
import io.minos.checker.model.AppendRegister.Action;
import org.junit.jupiter.api.Test;

class TransitionsTest {
    /** More than there is room for at first, each asked twice: what was found out once is the same again. */
    @Test
    void states_and_actions_in_numbers_do_what_the_model_does() {
        AppendRegister model = new AppendRegister("x");
        Transitions<String, Action> transitions = new Transitions<>(model);
        int get = transitions.numberOf(new Action.Get("b"));
        int a = transitions.numberOf(new Action.Append("a"));
        int put = transitions.numberOf(new Action.Put("b"));
        assertThat(transitions.numberOf(new Action.Append("a"))).isEqualTo(a);
        assertThat(transitions.actions()).isEqualTo(3);
        for (int again = 0; again < 2; again++) {
            int state = transitions.initial();
            String text = "";
            int left = transitions.step(state, put);
            for (int i = 0; i < 500; i++) {
                assertThat(transitions.describe(state)).isEqualTo(model.describe(text));
                assertThat(transitions.step(state, get)).isEqualTo(Transitions.NONE);
                assertThat(transitions.step(state, put)).isEqualTo(left);
                state = transitions.step(state, a);
                text += "a";
            }
            assertThat(transitions.step(left, get)).isEqualTo(left);
        }
    }
}
