package io.minos.scenarios.generator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Generators, and what decides who does what and when, do so by their state and by the time and the random numbers they are given. */
class PurityTest {
    private static final JavaClasses GENERATORS = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.minos.scenarios.generator");
    private static final JavaClasses DECISIONS = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.minos.scenarios.generator", "io.minos.scenarios.load");

    @Test
    void generators_know_values_and_operations_only() {
        classes().should().onlyDependOnClassesThat().resideInAnyPackage(
                "io.minos.scenarios.generator", "io.minos.client", "io.minos.client.operation", "io.minos.checker.history", "java.lang..", "java.util", "java.util.function",
                "java.util.random", "java.util.stream",
                "org.jspecify.annotations").check(GENERATORS);
    }

    @Test
    void decisions_have_no_clock_no_thread_and_no_randomness_of_their_own() {
        noClasses().should().callMethod(System.class, "nanoTime").orShould().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(Math.class, "random")
                .orShould().dependOnClassesThat().areAssignableTo(Thread.class)
                .orShould().dependOnClassesThat().areAssignableTo(java.util.Random.class)
                .orShould().dependOnClassesThat().areAssignableTo(java.util.HashMap.class).check(DECISIONS);
    }
}
