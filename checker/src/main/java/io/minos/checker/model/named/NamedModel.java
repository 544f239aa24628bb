package io.minos.checker.model.named;

import io.minos.checker.model.Model;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A model as a user chooses it.
 *
 * @param description one line
 * @param words its operations, one a line: {@code cas [old new]}
 * @param vocabulary from what a history tells to the model's actions
 * @param model of the object of that name, given all that was done to it; operations on objects of different names are judged
 *     apart (Jepsen's independent keys)
 */
public record NamedModel<S, A>(String name, String description, List<String> words, Vocabulary<A> vocabulary, BiFunction<String, Collection<A>, Model<S, A>> model) {
    public NamedModel {
        words = List.copyOf(words);
    }

    public Model<S, A> of(String object, Collection<A> actions) {
        return model.apply(object, actions);
    }
}
