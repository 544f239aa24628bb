package io.minos.scenarios.generator;

import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.LeaseOperation;
import io.minos.client.operation.LockOperation;
import io.minos.client.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Several generators side by side, each drawn as often as its share says. */
public record Mix(List<Part> parts) implements Generator {
    /**
     * @param prefix by which this part's operations are recognised; no part's is the beginning of another's
     * @param share relative to those of the others
     */
    public record Part(String prefix, int share, Generator generator) {
        public Part {
            if (share < 1) {
                throw new IllegalArgumentException("a share must be positive: " + share);
            }
        }

        Part with(Generator next) {
            return new Part(prefix, share, next);
        }
    }

    public Mix {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a mix needs parts");
        }
    }

    @Override
    public Step next(RandomGenerator random) {
        int ticket = random.nextInt(parts.stream().mapToInt(Part::share).sum());
        int index = 0;
        while (ticket >= parts.get(index).share()) {
            ticket -= parts.get(index).share();
            index++;
        }
        Step step = parts.get(index).generator().next(random);
        return new Step(step.operation(), with(index, step.next()));
    }

    @Override
    public Generator observe(Operation operation, Outcome<Answer> outcome) {
        if (operation instanceof LeaseOperation || operation instanceof LockOperation) {
            return observedByAll(operation, outcome);
        }
        String key = key(operation);
        for (int i = 0; i < parts.size(); i++) {
            if (key.startsWith(parts.get(i).prefix())) {
                return with(i, parts.get(i).generator().observe(operation, outcome));
            }
        }
        return this;
    }

    /** Most of these name no key, but a lease, and whose it is the part knows. */
    private Mix observedByAll(Operation operation, Outcome<Answer> outcome) {
        return new Mix(parts.stream().map(part -> part.with(part.generator().observe(operation, outcome))).toList());
    }

    private Mix with(int index, Generator next) {
        List<Part> changed = new ArrayList<>(parts);
        changed.set(index, parts.get(index).with(next));
        return new Mix(changed);
    }

    private static String key(Operation operation) {
        if (operation instanceof Operation.Txn txn) {
            return txn.ops().get(0).key();
        } else if (operation instanceof Operation.Read read) {
            return read.key();
        } else if (operation instanceof Operation.Write write) {
            return write.key();
        } else if (operation instanceof Operation.Delete delete) {
            return delete.key();
        } else if (operation instanceof Operation.Cas cas) {
            return cas.key();
        } else if (operation instanceof Operation.Add add) {
            return add.key();
        } else if (operation instanceof Operation.Members members) {
            return members.prefix();
        } else if (operation instanceof Operation.Range range) {
            return range.prefix();
        }
        return operation instanceof Operation.FinalRead read ? read.prefix() : "";
    }
}
