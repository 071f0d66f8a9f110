# scripts/measuring/measuring.mk: counting instructions, and comparing times.

.PHONY: bench growth all-kernels bench-baseline performance bench-wall profile
bench: doctor-quick $(KERNEL) $(LIMIT) ## count instructions (RELEASE=1: of the release build; MODE=)
	@$(if $(RELEASE),$(MAKE) direct APP=bench/trap_or_call)
	@$(PYTHON) scripts/bench.py $(if $(RELEASE),release,class) $(MODE)

growth: doctor-quick ## count how instructions grow with processes, files, memory, bytes
	@$(MAKE) RELEASE=1 MODE=machine all
	@$(PYTHON) scripts/bench.py growth

all-kernels:
	@for build in RELEASE= RELEASE=1; do for mode in machine supervisor; do $(MAKE) $$build MODE=$$mode all || exit 1; done; done
	@for mode in machine supervisor; do $(MAKE) RELEASE=1 MODE=$$mode direct APP=bench/trap_or_call || exit 1; done

bench-baseline: doctor-quick ## write down what the bench counts, and the REASON='...' for it
	@$(if $(strip $(value REASON)),,echo "usage: make bench-baseline REASON='why the figures are others now'" >&2; exit 2;) \
	$(MAKE) all-kernels $(LIMIT)
	@$(PYTHON) scripts/bench.py baseline $(call quote,$(value REASON))
	@$(PYTHON) scripts/performance.py figures

performance: doctor-quick all-kernels $(LIMIT) ## write docs/performance.md and its pictures: takes minutes
	@$(PYTHON) scripts/performance.py

bench-wall: $(LIMIT) ## how long works take, in units of the least that a call can take (RELEASE=1)
	@for mode in machine supervisor; do $(MAKE) -s MODE=$$mode doctor-quick all || exit 1; done
	@$(PYTHON) scripts/bench_wall.py $(if $(RELEASE),release,class)

profile: doctor-quick $(KERNEL) ## where the instructions of WORK=null go, or of fork... (RELEASE=1, MODE=, PICTURE=1)
	@$(PYTHON) scripts/profile.py $(call quote,$(WORK)) $(if $(RELEASE),release,class) $(MODE) \
	    $(if $(PICTURE),--picture build/pictures/profile_$(call quote,$(WORK)).svg)
