#!/bin/sh
# user/root/usr/demo.sh: shows what the shell can do: run it with `sh /usr/demo.sh`.

say() {
    echo
    echo "--- $*"
}

say "a loop and arithmetic"
i=1
while [ $i -le 5 ]; do
    echo "$i squared is $((i * i))"
    i=$((i + 1))
done

say "a pipeline: the words of the poem that occur most often"
tr -cs '[:alpha:]' '\n' </usr/poem.txt | tr '[:upper:]' '[:lower:]' | sort | uniq -c | sort -rn | head -n 3

say "patterns: every text file in /usr"
for file in /usr/*.txt; do
    case $file in
    */numbers.*) echo "$file: its largest number is $(sort -n "$file" | tail -n 1)" ;;
    *) echo "$file: $(wc -l <"$file") lines" ;;
    esac
done

say "a child's exit status, and a signal"
sh -c 'exit 3'
echo "the child said $?"
sleep 100 &
kill $!
wait $!
echo "the sleeper ended with $?, which is 128 + 15"

say "the kernel's view"
uname -a
ps | head -n 4
