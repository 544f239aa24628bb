package io.minos.checker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import org.junit.jupiter.api.Test;

/** House rules of this module: pure engines and models, arrows that point one way. */
class PurityTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.minos.checker");

    private static final ArchRule NO_CLOCKS_THREADS_OR_FILES = noClasses().that().resideInAnyPackage("..model..", "..linear..", "..txn..", "..availability..", "..check..")
            .should().dependOnClassesThat().resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.util.concurrent..", "org.slf4j..")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.Thread")
            .orShould().callMethod(System.class, "nanoTime")
            .orShould().callMethod(System.class, "currentTimeMillis");

    @Test
    void models_engines_and_checks_know_no_clocks_threads_or_files() {
        NO_CLOCKS_THREADS_OR_FILES.check(CLASSES);
    }

    @Test
    void models_and_engines_have_no_mutable_static_state() {
        classes().that().resideInAnyPackage("..model..", "..linear..", "..txn..", "..availability..", "..check..").should(ArchConditions.not(
                ArchConditions.have(DescribedPredicate.describe("a static field that is not final", (JavaClass type) ->
                        type.getFields().stream().anyMatch(field -> field.getModifiers().contains(JavaModifier.STATIC) && !field.getModifiers().contains(JavaModifier.FINAL)
                                && !field.getModifiers().contains(JavaModifier.SYNTHETIC)))))).check(CLASSES);
    }

    @Test
    void engines_know_models_and_nothing_of_histories() {
        noClasses().that().resideInAnyPackage("..model..", "..linear..", "..txn..").should().dependOnClassesThat().resideInAnyPackage("..history..", "..check..", "..judge..", "..interop..", "com.fasterxml..").check(CLASSES);
        noClasses().that().resideInAPackage("..model..").should().dependOnClassesThat().resideInAPackage("..linear..").check(CLASSES);
        noClasses().that().resideInAnyPackage("..history..", "..verdict..").should().dependOnClassesThat().resideInAnyPackage("..model..", "..linear..", "..txn..", "..availability..", "..check..", "..judge..").check(CLASSES);
        noClasses().that().resideInAPackage("..check..").should().dependOnClassesThat().resideInAPackage("..judge..").check(CLASSES);
    }

    @Test
    void the_judge_shares_nothing_with_the_judged() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("io.minos.node..", "io.minos.client..", "io.minos.nemesis..", "io.minos.scenarios..", "io.minos.reports..").allowEmptyShould(true).check(CLASSES);
    }
}
