printf '1' > 'with blank'
printf '2' > '.dot'
