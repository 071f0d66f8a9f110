# scripts/grading/grading.mk: begins the labs of docs/labs/, and grades them.

LAB  ?=#        which one
WITH ?= starter# make lab: what to begin with: starter, solution, or the name of a bug
TEST ?=#        make grade: only this test, with all that its machine prints

ifneq ($(and $(filter grade,$(MAKECMDGOALS)),$(filter-out machine,$(MODE)$(RELEASE)$(DEBUG)$(SHUFFLE)$(LIBRARY))),)
$(error grade: it is the kernel of `make qemu` that is graded: leave MODE, RELEASE, DEBUG, SHUFFLE and LIBRARY out)
endif

.PHONY: lab grade
lab: ## begin a lab: LAB=name, of docs/labs/ (WITH=solution, or a bug)
	@$(PYTHON) scripts/lab.py $(call quote,$(LAB)) $(call quote,$(WITH))

grade: doctor-quick ## build this tree and give points for LAB=name (TEST=: only one)
	@$(PYTHON) scripts/grade.py $(call quote,$(LAB)) $(call quote,$(TEST))
